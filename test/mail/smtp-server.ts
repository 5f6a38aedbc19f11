import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** What the stub answers instead of its usual word, by the first word of the command (`RCPT`, `.` for the end of data). */
export type Answers = Readonly<Record<string, string>>

/** A mail server on loopback, just big enough to take mails and to misbehave. */
export interface SmtpServer {
  readonly url: string
  /** Messages taken, as they came. */
  readonly messages: readonly string[]
  readonly recipients: readonly string[]
  close(): Promise<void>
}

const USUAL: Answers = {
  greeting: '220 stub',
  EHLO: '250 stub',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  '.': '250 taken',
  QUIT: '221 bye',
}

/** An answer of '' is silence. */
export async function startSmtpServer(answers: Answers = {}): Promise<SmtpServer> {
  const messages: string[] = []
  const recipients: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket.setEncoding('latin1'))
    socket.on('error', () => socket.destroy())
    converse(socket, { ...USUAL, ...answers }, { messages, recipients })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    recipients,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, answers: Answers, taken: { messages: string[]; recipients: string[] }): void {
  const say = (word: string) => {
    const answer = answers[word] ?? '502 what?'
    if (answer !== '') socket.write(`${answer}\r\n`)
  }
  let buffer = ''
  let inData = false
  say('greeting')
  socket.on('data', (chunk) => {
    buffer += chunk
    for (;;) {
      const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const part = buffer.slice(0, end)
      buffer = buffer.slice(end + (inData ? 5 : 2))
      if (inData) taken.messages.push(part.replaceAll('\r\n..', '\r\n.'))
      const word = inData ? '.' : (part.split(' ')[0] ?? '').toUpperCase()
      if (word === 'RCPT') taken.recipients.push(part)
      inData = word === 'DATA' && answers[word] === USUAL[word]
      say(word)
    }
  })
}
