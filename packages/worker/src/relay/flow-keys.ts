import { type AnyEvent, compileFlow, type FlowKeys, noKeys, typesOf } from '@orchestrator/domain'
import { type Definition, listensTo } from '@orchestrator/store'

/** A definition is never changed: another version is another object. */
const compiled = new WeakMap<Definition, (event: AnyEvent) => FlowKeys>()

/** What a definition's flow says of an event; undefined: its runs need not pass the gate. */
export function flowKeysOf(definition: Definition, event: AnyEvent): FlowKeys | undefined {
  // Versions from before there was flow control have neither field in the log.
  const flow = (definition.kind === 'rule' ? definition.rule.flow : definition.playbook.manifest.flow) ?? null
  const { pausedAt = null } = definition.kind === 'rule' ? definition.rule : definition.playbook
  if (flow === null) return pausedAt === null ? undefined : noKeys(event)
  let keysOf = compiled.get(definition)
  if (!keysOf) {
    compiled.set(definition, (keysOf = compileFlow(flow, typesOf(listensTo(definition)))))
  }
  return keysOf(event)
}
