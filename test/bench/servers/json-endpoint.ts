import { createServer, type Server } from 'node:http'

/** What customers of servers that are not ours post. */
export interface Said {
  readonly user: string
  readonly text: string
}

/** A server on node:http that reads one JSON body and answers one. */
export function jsonEndpoint(answer: (said: Said) => object | Promise<object>): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const body = JSON.stringify(await answer(JSON.parse(Buffer.concat(chunks).toString())))
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  })
}
