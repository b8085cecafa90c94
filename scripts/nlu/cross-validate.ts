import { readConfig } from '../../src/config.ts'
import { train } from '../../src/nlu/train.ts'
import { conclude, createProgress } from '../terminal.ts'
import { describeReport } from '../training-report.ts'
import { withEmbedder } from '../workplace.ts'
import type { NluAction } from './action.ts'
import { belowFloor } from './floor.ts'
import { linesOf } from './lines.ts'

/** The figures of a training without one: nothing is stored, the model in service stays. */
export const crossValidate: NluAction = async (_args, options) => {
  const lines = await linesOf(options.from)
  const progress = createProgress()
  const { report } = await withEmbedder(readConfig(process.env), embedder =>
    train(lines, { embedder, onProgress: done => progress.show(done, 'cross-validating') }),
  ).finally(progress.end)
  conclude(options, report, () => describeReport(report))
  return belowFloor(100 * report.accuracy, options.floor)
}
