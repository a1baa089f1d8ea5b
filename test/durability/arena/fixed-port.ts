import { portIsTaken } from '@orchestrator/cli/stack'

/**
 * A port that stays ours while its owner is dead: not of the range from which the system serves outgoing connections,
 * one of which might sit on it just when the owner comes back.
 */
export async function fixedPort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (!(await portIsTaken(port))) return port
  }
}
