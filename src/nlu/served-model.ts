/**
 * Which of a tenant's kept models a process serves. Servers of one database may differ for a while: one has the next
 * version already, one lacks the sentence model that the tenant chose. Each then serves the newest model that fits it.
 */
import type { Embedder } from '../embedder.ts'
import { fits } from './artifact.ts'
import type { ActiveModel } from './model.store.ts'

export interface ServedModel {
  /** The newest of the intents as they were last trained that fits; where none does the active one, which does not load here. */
  wanted: ActiveModel | undefined
  /** What serves where `wanted` does not load: the newest of older intents that fits. */
  instead: ActiveModel | undefined
}

/** `models` as `listModels` gives them. */
export function chooseServed(models: readonly ActiveModel[], embedder: Embedder | undefined): ServedModel {
  const fitting = models.filter(({ manifest }) => fits(manifest, embedder))
  const [current] = ofLastIntents(fitting, models[0])
  return { wanted: current ?? models[0], instead: current === undefined ? fitting[0] : undefined }
}

/** Those trained on the same intents as the active one. */
export function ofLastIntents(models: readonly ActiveModel[], active: ActiveModel | undefined): ActiveModel[] {
  return models.filter(({ manifest }) => manifest.intentsHash === active?.manifest.intentsHash)
}
