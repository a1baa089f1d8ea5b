import type { Flow } from '@orchestrator/domain'

/** What of an automation a simulation does not look at. */
export function notesOn(flow: Flow | null, triggers: readonly { readonly kind: string }[] = []): string[] {
  const notes: string[] = []
  const limits = (['concurrency', 'throttle', 'priority', 'expires'] as const).filter(
    (name) => flow?.[name] !== undefined,
  )
  if (limits.length > 0)
    notes.push(`flow: ${limits.join(', ')} is not modelled: each run starts when its event (or its group) is there`)
  if (flow?.debounce || flow?.batch || flow?.idempotencyKey !== undefined)
    notes.push('flow: what is gathered, and repeats, are counted from the first event that is looked at')
  if (triggers.some(({ kind }) => kind === 'schedule'))
    notes.push('schedules: only firings that took place are looked at; a changed schedule would fire at other times')
  return notes
}
