/** A mail read back from its file. */
export interface ReadMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Epoch ms, to the second. */
  readonly atMs: number
  readonly messageId: string
}

const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?]*)\?=/gi

/** Reads the plain-text mails that we write (`toMessage`): one part, UTF-8, base64. It is no general parser. */
export function readEml(source: string): ReadMail {
  const [head = '', ...body] = source.split(/\r?\n\r?\n/)
  const headers = new Map(
    unfold(head).map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const header = (name: string) => headers.get(name) ?? ''
  const encoded = body.join('\n\n')
  const isBase64 = header('content-transfer-encoding').toLowerCase() === 'base64'
  return {
    to: decodeWords(header('to')).replaceAll(/[<>]/g, ''),
    subject: decodeWords(header('subject')),
    text: isBase64 ? Buffer.from(encoded, 'base64').toString('utf8') : encoded,
    atMs: Date.parse(header('date')),
    messageId: header('message-id'),
  }
}

function unfold(head: string): string[] {
  return head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
}

/** RFC 2047. Space between two encoded words belongs to neither; characters may not be cut between them. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/(\?=)\s+(=\?)/g, '$1$2')
    .replaceAll(ENCODED_WORD, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : decodeQ(text),
    )
}

function decodeQ(text: string): string {
  const percent = text
    .replaceAll('%', '%25')
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-F]{2})/gi, '%$1')
  return decodeURIComponent(percent)
}
