import { createServer } from 'node:http'
import { reportTo } from './parent-link.ts'

/** The floor of transport: JSON in, the same JSON out, on node:http alone. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.stringify({ events: [JSON.parse(Buffer.concat(chunks).toString())], open: false })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => reportTo(server))
