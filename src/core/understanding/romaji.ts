const ROWS: readonly [string, string][] = [
  ['', 'あいうえお'],
  ['k', 'かきくけこ'],
  ['s', 'さしすせそ'],
  ['t', 'たちつてと'],
  ['n', 'なにぬねの'],
  ['h', 'はひふへほ'],
  ['m', 'まみむめも'],
  ['y', 'やいゆえよ'],
  ['r', 'らりるれろ'],
  ['w', 'わいうえを'],
  ['g', 'がぎぐげご'],
  ['z', 'ざじずぜぞ'],
  ['d', 'だぢづでど'],
  ['b', 'ばびぶべぼ'],
  ['p', 'ぱぴぷぺぽ'],
]
const IRREGULAR: Readonly<Record<string, string>> = {
  shi: 'し',
  chi: 'ち',
  tsu: 'つ',
  fu: 'ふ',
  ji: 'じ',
  sha: 'しゃ',
  shu: 'しゅ',
  sho: 'しょ',
  cha: 'ちゃ',
  chu: 'ちゅ',
  cho: 'ちょ',
  ja: 'じゃ',
  ju: 'じゅ',
  jo: 'じょ',
}

function syllables(): Map<string, string> {
  const table = new Map<string, string>(Object.entries(IRREGULAR))
  const vowels = 'aiueo'
  for (const [consonant, kana] of ROWS) {
    for (let i = 0; i < 5; i++) table.set(consonant + vowels[i], kana[i] ?? '')
    if (consonant === '' || consonant === 'y' || consonant === 'w') continue
    for (const [vowel, small] of [
      ['a', 'ゃ'],
      ['u', 'ゅ'],
      ['o', 'ょ'],
    ] as const) {
      table.set(`${consonant}y${vowel}`, (kana[1] ?? '') + small)
    }
  }
  return table
}

const SYLLABLES = syllables()

/** Hiragana of a word typed in Latin letters (kaiyaku → かいやく), or null when it is not Japanese throughout. */
export function hiraganaFromRomaji(word: string): string | null {
  let out = ''
  let at = 0
  while (at < word.length) {
    const rest = word.slice(at)
    if (/^([kstpcgzdb])\1/.test(rest)) {
      out += 'っ'
      at += 1
      continue
    }
    if (/^n(?![aiueoy])/.test(rest)) {
      out += 'ん'
      at += 1
      continue
    }
    const size = [3, 2, 1].find((length) => rest.length >= length && SYLLABLES.has(rest.slice(0, length)))
    if (size === undefined) return null
    out += SYLLABLES.get(rest.slice(0, size))
    at += size
  }
  return out
}
