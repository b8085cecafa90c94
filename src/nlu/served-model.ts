/**
 * Which of a tenant's kept models a process serves. Servers of one database may differ for a while: one has the next
 * version already, one lacks the sentence model that the tenant chose. Each then serves the newest model that fits it.
 */
import type { Embedder } from '../embedder.ts'
import { fits } from './artifact.ts'
import type { ActiveModel } from './model.store.ts'

export interface ServedModel {
  served: ActiveModel
  /** It was trained on other intents than the active one. */
  behind: boolean
}

/** `models` as `listModels` gives them; undefined where none fits. */
export function chooseServed(models: readonly ActiveModel[], embedder: Embedder | undefined): ServedModel | undefined {
  const fitting = models.filter(({ manifest }) => fits(manifest, embedder))
  const current = fitting.find(({ manifest }) => manifest.intentsHash === models[0]?.manifest.intentsHash)
  const served = current ?? fitting[0]
  return served && { served, behind: current === undefined }
}
