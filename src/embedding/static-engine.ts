import { createPieces } from './pieces.ts'
import { createStaticFeatures, MAX_PIECES, type StaticFeatures } from './static-features.ts'
import { createKernel, type Kernel } from './static-kernel.ts'
import type { StaticModel } from './static-model.ts'

/** A static model in service: shared by all tenants, each with an adaptation of its own or none. */
export interface StaticEngine {
  model: StaticModel
  features: StaticFeatures
  kernel: Kernel
}

export function createStaticEngine(model: StaticModel): StaticEngine {
  const { pieces, scores, pairs, table, layer } = model
  const features = createStaticFeatures(createPieces(pieces, scores), pairs)
  return { model, features, kernel: createKernel(table, layer, 2 * MAX_PIECES + 1) }
}

/** What the sum of a text's rows is multiplied with: long texts are no longer than short ones. */
export const factorOf = (pieces: number): number => 1 / Math.sqrt(Math.max(1, pieces))
