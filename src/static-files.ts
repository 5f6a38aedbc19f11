import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** A small file held in memory with its compressed forms. */
export interface StaticFile {
  readonly name: string
  readonly type: string
  readonly etag: string
  readonly bytes: { readonly identity: Buffer; readonly gzip: Buffer; readonly br: Buffer }
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Names that carry a hash of their content (`app-B3xk2_9q.js`) never change. */
const HASHED_NAME = /-[A-Za-z0-9_-]{8}\.\w+$/

/** Reads a folder's files of known types; a folder that is not there holds none. */
export async function readStaticFiles(folder: string): Promise<readonly StaticFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const known = names.filter((name) => extname(name) in TYPES)
  // The same file lies there under its lasting name and under the one with its hash.
  const made = new Map<string, Promise<StaticFile['bytes']>>()
  const once = (identity: Buffer, hash: string) => {
    const bytes = made.get(hash) ?? compressed(identity)
    made.set(hash, bytes)
    return bytes
  }
  return Promise.all(known.map(async (name) => toStaticFile(name, await readFile(join(folder, name)), once)))
}

/** Prepares one file for `serveFiles`. */
export async function toStaticFile(
  name: string,
  identity: Buffer,
  compress: (identity: Buffer, hash: string) => Promise<StaticFile['bytes']> = compressed,
): Promise<StaticFile> {
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 22)
  return {
    name,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `"${hash}"`,
    bytes: await compress(identity, hash),
  }
}

async function compressed(identity: Buffer): Promise<StaticFile['bytes']> {
  const [gzipped, br] = await Promise.all([
    promisify(gzip)(identity, { level: 9 }),
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  return { identity, gzip: gzipped, br }
}

/** Serves files under a prefix: compressed if the client can, unchanged ones with 304. Any site may load them. */
export function serveFiles(app: FastifyInstance, prefix: string, files: readonly StaticFile[]): void {
  for (const file of files) {
    const cacheControl = HASHED_NAME.test(file.name) ? 'public, max-age=31536000, immutable' : 'public, no-cache'
    app.get(prefix + file.name, async (request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': cacheControl,
        etag: file.etag,
        vary: 'Accept-Encoding',
      })
      if (request.headers['if-none-match']?.includes(file.etag)) return reply.code(304).send()
      const encoding = bestEncoding(request.headers['accept-encoding'])
      if (encoding !== 'identity') reply.header('content-encoding', encoding)
      return reply.type(file.type).send(file.bytes[encoding])
    })
  }
}

function bestEncoding(accepted: string | undefined): keyof StaticFile['bytes'] {
  const offers = accepted?.split(',').map((offer) => offer.trim().split(';')[0]) ?? []
  if (offers.includes('br')) return 'br'
  return offers.includes('gzip') ? 'gzip' : 'identity'
}
