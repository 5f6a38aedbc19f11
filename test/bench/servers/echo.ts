import { jsonEndpoint } from './json-endpoint.ts'
import { reportTo } from './parent-link.ts'

/** The floor of transport: JSON in, the same JSON out, on node:http alone. */
const server = jsonEndpoint((said) => ({ events: [said], open: false }))
server.listen(0, '127.0.0.1', () => reportTo(server))
