import { AppError } from '../errors.ts'

/** A Botkit middleware: plain or async, or one that takes a `next` after the stage's own arguments. */
export type Middleware = (...args: unknown[]) => unknown

interface Stage {
  /** Named in the error when one of its functions does not go on. */
  readonly stage: string
  /** For each function (ms). */
  readonly timeoutMs: number
}

/**
 * Runs middlewares one by one; each ends by returning, by its promise or by `next`. Unlike `ware`, which
 * Botkit uses, it loses no rejection and waits for nobody for ever.
 *
 * @throws what a middleware threw, rejected with, returned as an `Error` or gave to `next`
 * @throws {AppError} `hub.timeout` when one does not go on in time
 */
export async function runMiddlewares(
  middlewares: readonly Middleware[],
  args: readonly unknown[],
  stage: Stage,
): Promise<void> {
  for (const middleware of middlewares) {
    // The number of parameters tells a callback middleware from a plain one, as `ware` has it.
    if (middleware.length > args.length) await untilNext(middleware, args, stage)
    else await untilReturned(middleware, args, stage)
  }
}

async function untilReturned(middleware: Middleware, args: readonly unknown[], stage: Stage): Promise<void> {
  const returned = middleware(...args)
  if (returned instanceof Error) throw returned
  if (returned instanceof Promise) await limited(returned, stage)
}

async function untilNext(middleware: Middleware, args: readonly unknown[], stage: Stage): Promise<void> {
  let wentOn = false
  const next = new Promise<void>((resolve, reject) => {
    const goOn = (error?: unknown) => {
      wentOn = true
      if (error) reject(error)
      else resolve()
    }
    const returned = middleware(...args, goOn)
    // An async one may throw before it calls next; when it only returns, next is still awaited.
    if (returned instanceof Promise) returned.catch(reject)
  })
  // Most go on at once: no timer for them.
  await (wentOn ? next : limited(next, stage))
}

async function limited(work: Promise<unknown>, { stage, timeoutMs }: Stage): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new AppError('hub.timeout', `a ${stage} middleware did not go on`, { timeoutMs }))
  }, timeoutMs)
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
