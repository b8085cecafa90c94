/** Makes a broken sequence as short as it gets: what can go without mending it, goes. */
import type { Command, Sequence } from './routing-commands.ts'

/** `wrong` runs a sequence and says what is wrong with it. Greedy, until nothing more can go. */
export async function shorten(
  sequence: Sequence,
  wrong: (sequence: Sequence) => Promise<string | undefined>,
): Promise<{ sequence: Sequence; wrong: string }> {
  let shortest = sequence
  let words = (await wrong(sequence)) ?? 'it did not break again: a matter of moments'
  for (let smaller = true; smaller; ) {
    smaller = false
    for (const commands of shorter(shortest.commands)) {
      const tried = { ...shortest, commands }
      const still = await wrong(tried)
      if (still === undefined) continue
      shortest = tried
      words = still
      smaller = true
      break
    }
  }
  return { sequence: shortest, wrong: words }
}

/** One command less, from the end, or one thing instead of two at once. */
function* shorter(commands: readonly Command[]): Generator<Command[]> {
  for (let i = commands.length - 1; i >= 0; i--) yield commands.toSpliced(i, 1)
  for (const [i, command] of commands.entries()) {
    if (command.kind !== 'both') continue
    for (const single of [command.first, command.second]) yield commands.with(i, single)
  }
}
