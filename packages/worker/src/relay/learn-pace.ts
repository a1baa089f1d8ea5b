import { heldAutomations, startsOfLastMinute, type Tx } from '@orchestrator/store'
import type { Pace } from './pace.ts'

/** What the database knows of how often automations have started lately. */
export async function learnPace(pace: Pace, tx: Tx, workspaceId: string): Promise<void> {
  const { maxPerMinute, starts } = await startsOfLastMinute(tx, workspaceId)
  pace.most = maxPerMinute
  pace.learn(starts)
}

/** Automations whose held runs have all gone on need not pass the gate any more. Asks nothing while nothing is held for its pace. */
export async function releasePace(pace: Pace, tx: Tx, workspaceId: string): Promise<void> {
  const holding = pace.holding()
  if (holding.length === 0) return
  const held = new Set(await heldAutomations(tx, workspaceId, holding))
  for (const id of holding) if (!held.has(id)) pace.release(id)
}
