interface Manifest {
  readonly id: string
  readonly triggers: readonly (
    | { readonly kind: 'webhook'; readonly path: string; readonly verify: string }
    | { readonly kind: 'event' | 'manual' | 'schedule' | 'run' }
  )[]
}

/** A trigger that asks for another verification of its webhook than one before it: a webhook has but one. */
export interface WebhookConflict {
  /** The places of its playbook and of the trigger in it. */
  readonly playbook: number
  readonly trigger: number
  readonly path: string
  readonly verify: string
  readonly before: { readonly id: string; readonly verify: string }
}

export function webhookConflicts(playbooks: readonly Manifest[]): WebhookConflict[] {
  const known = new Map<string, WebhookConflict['before']>()
  const conflicts: WebhookConflict[] = []
  for (const [playbook, { id, triggers }] of playbooks.entries()) {
    for (const [index, trigger] of triggers.entries()) {
      if (trigger.kind !== 'webhook') continue
      const { path, verify } = trigger
      const before = known.get(path)
      if (before === undefined) known.set(path, { id, verify })
      else if (before.verify !== verify) conflicts.push({ playbook, trigger: index, path, verify, before })
    }
  }
  return conflicts
}
