import { EXIT } from '../command.ts'
import { numberOption } from '../options.ts'
import { say } from '../terminal.ts'

/** The exit code where the accuracy, in percent, is below the floor that was asked for. */
export function belowFloor(accuracy: number, floor: unknown): number | undefined {
  const least = numberOption('--floor', floor, { least: 0, most: 100, fallback: 0 })
  if (accuracy >= least) return undefined
  say(`Below the floor: ${accuracy.toFixed(1)} %, asked for ${least} %.`)
  return EXIT.invalid
}
