import type { Values } from '../patches/values.ts'

/** What became of an operation that somebody proposed: `edited` is accepted with changes, `undone` accepted and taken back later. */
export type Outcome = 'accepted' | 'edited' | 'rejected' | 'undone'

/** What one person decided of one operation of a patch, with what could be known at that time. Decisions of policies are none: they are nobody's taste. */
export interface Decision {
  readonly patchId: string
  /** The operation's key in its patch. */
  readonly key: string
  /** Instant in UTC. */
  readonly decidedAt: string
  readonly memberId: string
  /** null: it was about the workspace. */
  readonly projectId: string | null
  /** Who proposed it; null: no agent. */
  readonly agent: string | null
  readonly command: string
  /** The fields that it would have changed, sorted; none of what it would have made. */
  readonly fields: readonly string[]
  /** Those of the task that it was about. */
  readonly tags: readonly string[]
  /** What its author said of it, 0 to 1. */
  readonly confidence: number | null
  readonly outcome: Outcome
  /** As it was proposed. */
  readonly data: Values
  /** As it was accepted, if that differs. */
  readonly edited: Values | null
  readonly reason: string | null
}

/** Where an operation stands: what is known of it before anybody decides. `memberId` null: nobody knows who will. */
export type Circumstances = Pick<Decision, 'projectId' | 'agent' | 'command' | 'fields' | 'confidence'> & {
  readonly memberId: string | null
}

export const wasTaken = ({ outcome }: Pick<Decision, 'outcome'>): boolean =>
  outcome === 'accepted' || outcome === 'edited'
