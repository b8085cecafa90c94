import { train } from '../../src/nlu/train.ts'
import { conclude, createProgress } from '../terminal.ts'
import { describeReport } from '../training-report.ts'
import type { NluAction } from './action.ts'
import { belowFloor } from './floor.ts'
import { withLines } from './lines.ts'

/** The figures of a training without one: nothing is stored, the model in service stays. */
export const crossValidate: NluAction = async (_args, options) => {
  const progress = createProgress()
  const { report } = await withLines(options.from, (lines, embedder) =>
    train(lines, { embedder, onProgress: done => progress.show(done, 'cross-validating') }),
  ).finally(progress.end)
  conclude(options, report, () => describeReport(report))
  return belowFloor(100 * report.accuracy, options.floor)
}
