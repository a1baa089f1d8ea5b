import { type AnyEvent, auditEventTypes, deriveId, type WebhookEndpoint } from '@orchestrator/domain'
import { type CompiledCondition, compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import { endpointIn, type NewDelivery } from '@orchestrator/store'

/** The endpoints of one workspace as they are at a place in its log. */
export class EndpointView {
  readonly #endpoints = new Map<string, { endpoint: WebhookEndpoint; filters: Map<string, CompiledCondition | null> }>()

  learn(endpoints: readonly WebhookEndpoint[]): void {
    this.#endpoints.clear()
    for (const endpoint of endpoints) this.#keep(endpoint)
  }

  /** The types of events that somebody wants; `all`: every one. */
  get types(): ReadonlySet<string> | 'all' {
    const enabled = [...this.#endpoints.values()].filter(({ endpoint }) => endpoint.enabled)
    if (enabled.some(({ endpoint }) => endpoint.eventTypes.length === 0)) return 'all'
    return new Set(enabled.flatMap(({ endpoint }) => endpoint.eventTypes))
  }

  get isEmpty(): boolean {
    return this.#endpoints.size === 0
  }

  deliveriesOf(event: AnyEvent): NewDelivery[] {
    return [...this.#endpoints.values()].flatMap(({ endpoint, filters }) => {
      if (!endpoint.enabled || !wantsType(endpoint, event.type)) return []
      if (endpoint.filter !== null && !filterFor(endpoint.filter, event.type, filters)?.evaluate(event)) return []
      const id = deriveId(event.workspaceId, 'delivery', endpoint.id, event.id)
      return [{ id, endpointId: endpoint.id, eventSeq: event.seq, eventType: event.type, url: endpoint.url }]
    })
  }

  /** Those among these ids that are there. */
  known(ids: ReadonlySet<string>): WebhookEndpoint[] {
    return [...ids].flatMap((id) => this.#endpoints.get(id)?.endpoint ?? [])
  }

  /** What an event changes of the endpoints holds from the next event on. @returns whether it changed anything */
  apply(event: AnyEvent): boolean {
    const endpoint = endpointIn(event)
    if (endpoint === undefined) return false
    if (endpoint === null) this.#endpoints.delete(event.subject.id)
    else this.#keep(endpoint)
    return true
  }

  #keep(endpoint: WebhookEndpoint): void {
    this.#endpoints.set(endpoint.id, { endpoint, filters: new Map() })
  }
}

const wantsType = ({ eventTypes }: WebhookEndpoint, type: string) =>
  eventTypes.length === 0 ? !auditEventTypes.has(type) : eventTypes.includes(type)

/** null: a filter that no longer compiles for the type, which it then does not meet. */
function filterFor(cel: string, type: string, known: Map<string, CompiledCondition | null>): CompiledCondition | null {
  let filter = known.get(type)
  if (filter === undefined) {
    const compiled = compileCondition({ cel }, eventSchemaFor(type))
    known.set(type, (filter = compiled.ok ? compiled : null))
  }
  return filter
}
