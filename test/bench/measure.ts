/** What one operation cost in one round (µs). */
export interface Sample {
  readonly wallUs: number
  /** User and system time of the measured process, garbage collection included. */
  readonly cpuUs: number
}

/** Medians over all rounds (µs), and the quickest round. */
export interface Cost extends Sample {
  readonly bestUs: number
}

/** Measures one contender for a while. */
export type Round = () => Sample | Promise<Sample>

/**
 * Lets contenders take turns, so that a noisy neighbour hits them all: only their ratios within one call
 * mean something. The first round warms up and does not count; the order turns around every round.
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Round>>,
  rounds: number,
): Promise<Readonly<Record<Name, Cost>>> {
  const names = Object.keys(contenders) as Name[]
  const samples = new Map<Name, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await contenders[name]()
      if (round > 0) samples.get(name)?.push(sample)
    }
  }
  return Object.fromEntries([...samples].map(([name, all]) => [name, costOf(all)])) as Record<Name, Cost>
}

function costOf(samples: readonly Sample[]): Cost {
  const walls = samples.map((one) => one.wallUs)
  return { wallUs: median(walls), cpuUs: median(samples.map((one) => one.cpuUs)), bestUs: Math.min(...walls) }
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** @param q 0 to 1 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

/** Where results go, so that no optimiser can leave the work out. */
let kept: unknown
export const lastKept = (): unknown => kept

/** Repeats synchronous work for about `forMs`; one sample is one call. */
export function spin(work: () => unknown, forMs = 40): Round {
  return () => {
    let calls = 0
    let batch = 1
    return timed(() => {
      const end = performance.now() + forMs
      do {
        for (let index = 0; index < batch; index++) kept = work()
        calls += batch
        // Looking at the clock after every call would cost more than a call of some contenders.
        batch = Math.min(batch * 2, 4096, Math.max(1, calls))
      } while (performance.now() < end)
      return calls
    })
  }
}

/** Times work that says how many operations it did. */
export function timed(work: () => number): Sample {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const done = work()
  return sampleOf({ began, cpu, done })
}

/** The same for work that waits. */
export async function timedAsync(work: () => Promise<number>): Promise<Sample> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const done = await work()
  return sampleOf({ began, cpu, done })
}

function sampleOf({ began, cpu, done }: { began: number; cpu: NodeJS.CpuUsage; done: number }): Sample {
  const wallUs = ((performance.now() - began) * 1000) / done
  const { user, system } = process.cpuUsage(cpu)
  return { wallUs, cpuUs: (user + system) / done }
}
