import { registerHooks } from 'node:module'
import { AppError } from '../errors.ts'

/**
 * What Botkit loads for cloud services, recognizers, web servers and connections of its own. Nothing of it is
 * reached from the parts of Botkit we use, and it is most of the time and the memory Botkit takes to load.
 */
const LEFT_OUT = new RegExp(
  `^(?:@azure/|@microsoft/recognizers-|@typespec/|(?:${[
    'axios',
    'body-parser',
    'botframework-connector',
    'botframework-streaming',
    'express',
    'fs-extra',
    'globalize',
    'htmlparser2',
    'https-proxy-agent',
    'jsonwebtoken',
    'node-fetch',
    'ws',
  ].join('|')})$)`,
)
/** Who goes without it. */
const BOTKITS = /\/node_modules\/(?:botkit|botbuilder[a-z-]*|botframework-[a-z]+)\//

const STAND_IN = 'enman:left-out'
/** Where the module of that name finds what it exports. */
const SHARED = Symbol.for(STAND_IN)
let isLoading = true

/** Modules read, extend and call things while they load, and get the stand-in again; later it fails by name. */
const standIn: object = new Proxy(class {}, {
  get: (target, name) => (name in target || typeof name === 'symbol' ? Reflect.get(target, name) : standIn),
  apply: () => used(),
  construct: () => used(),
})

function used(): object {
  if (isLoading) return standIn
  throw new AppError('hub.failed', 'Botkit reached a package that it is loaded without')
}

Reflect.set(globalThis, SHARED, standIn)
const hooks = registerHooks({
  resolve(specifier, context, next) {
    const isLeftOut = LEFT_OUT.test(specifier) && BOTKITS.test(context.parentURL ?? '')
    return isLeftOut ? { url: STAND_IN, shortCircuit: true } : next(specifier, context)
  },
  load(url, context, next) {
    if (url !== STAND_IN) return next(url, context)
    const source = `module.exports = globalThis[Symbol.for('${STAND_IN}')]`
    return { format: 'commonjs', source, shortCircuit: true }
  },
})

/** From importing this file until this is called, Botkit is loaded without what it has no use for here. */
export function botkitIsLoaded(): void {
  isLoading = false
  hooks.deregister()
  Reflect.deleteProperty(globalThis, SHARED)
}
