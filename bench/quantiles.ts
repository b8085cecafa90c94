/** The value below which a share of the samples lies (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1)
  return sorted[rank] ?? Number.NaN
}

export interface Quantiles {
  p50: number
  p99: number
  max: number
}

/** Rounded to hundredths. */
export function quantilesOf(samples: readonly number[]): Quantiles {
  const round = (value: number) => Math.round(value * 100) / 100
  return { p50: round(quantile(samples, 0.5)), p99: round(quantile(samples, 0.99)), max: round(quantile(samples, 1)) }
}

/** How long the work takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
