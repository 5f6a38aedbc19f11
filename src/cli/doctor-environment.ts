import type { AppError } from '../errors.ts'
import { type Finding, problem } from './doctor-finding.ts'

/** What a variable must look like, for whoever sets it. */
const SHAPES: Readonly<Record<string, string>> = {
  LINE_CHANNEL_SECRET:
    'LINE Developersコンソールの「チャネル基本設定」にある、0〜9とa〜fの32文字です。入れ替え中だけ、カンマ区切りで2つまで書けます。',
  LINE_CHANNEL_ID: '「チャネル基本設定」にある数字です。',
  LINE_CHANNEL_ACCESS_TOKEN: '空白のない1語です。',
  LINE_BOT_USER_ID:
    '「チャネル基本設定」の「あなたのユーザーID」ではなく、ボットのユーザーID（Uと、0〜9とa〜fの32文字）です。',
  LINE_JWT_PRIVATE_KEY_FILE: 'RSAの秘密鍵（JWKかPEM）が入ったファイルの場所です。LINE_JWT_KID と一緒に使います。',
  LINE_JWT_KID:
    '公開鍵を登録したときにLINEが出した符号（空白のない1語）です。LINE_JWT_PRIVATE_KEY_FILE と一緒に使います。',
  LINE_PUSH_POLICY: 'never、important、always のどれかです。',
  LINE_PUSH_MONTHLY_CAP: '0以上の整数です。',
  LINE_ACCOUNT_LINK: 'on か off です。',
  PUBLIC_URL: '公開した場所のアドレスです。https:// で始め、? や # は入れません。',
}

/** Every variable that keeps the server from starting, each with what it must look like. Values are never shown. */
export function environmentProblems(
  { details, message }: AppError,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const named = Object.entries(details)
  if (named.length === 0)
    return [problem('環境変数に直すところがあります。', `The environment needs putting right: ${message}`)]
  return named.map(([name, why]) => {
    const what = environment[name] ? 'の値が使えません' : 'が未設定です。ほかの設定と一緒に必要です'
    return problem(`${name} ${what}。${SHAPES[name] ?? ''}`, `${name}: ${why}`)
  })
}
