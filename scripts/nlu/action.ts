/** What one action of `yingda nlu` does with its arguments; the exit code, or nothing for 0. */
export type NluAction = (args: readonly string[], options: Record<string, unknown>) => Promise<number | undefined>
