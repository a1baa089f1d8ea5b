import type { AuthMethod, Connector } from '@orchestrator/integrations'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { jsonSchema } from '../../integrations/json-schema.ts'
import { FieldSpec } from '../connections/field-spec.ts'

const JsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' })

const ConnectorView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    containerName: z.string().meta({ description: 'what is mapped to a project, e.g. `repository`' }),
    auth: z
      .array(
        z.object({
          kind: z.enum(['token', 'oauth2']),
          name: z.string(),
          help: z.string(),
          configured: z
            .boolean()
            .meta({ description: 'false: the operator has to register this installation there first' }),
          credentials: JsonSchema.nullable().meta({ description: 'of a token: what is asked for' }),
          secretFields: z.array(z.string()),
          scopes: z.array(z.string()),
        }),
      )
      .meta({ description: 'the ways to connect, the recommended one first' }),
    settings: JsonSchema,
    itemTypes: z.array(
      z.object({
        type: z.string(),
        name: z.string(),
        entity: z.enum(['task', 'comment', 'time_entry']).meta({ description: 'what of yours it is the same as' }),
        fields: z.array(FieldSpec),
        removes: z.boolean(),
        restores: z.boolean(),
      }),
    ),
    webhooks: z
      .object({
        subscribes: z.boolean().meta({ description: 'the service is told by itself where to send' }),
        manual: z.string().meta({ description: 'Markdown: what to set there by hand' }),
        events: z.array(z.object({ type: z.string(), summary: z.string() })),
      })
      .nullable(),
    actions: z.array(
      z.object({ name: z.string(), summary: z.string(), writes: z.boolean(), input: JsonSchema, output: JsonSchema }),
    ),
  })
  .meta({ id: 'Connector' })

export const listConnectors = defineRoute({
  method: 'get',
  path: '/v1/connectors',
  operationId: 'listConnectors',
  tag: 'Connections',
  summary: 'List the services that can be connected, how, and what they can do',
  access: 'read',
  answer: {
    status: 200,
    description: 'All of them',
    schema: z.object({ items: z.array(ConnectorView), nextCursor: z.null() }),
  },
  handle({ api, c }) {
    const clients = api.config.oauthClients ?? {}
    const items = Object.values(api.connectors).map((connector) => viewOf(connector, connector.id in clients))
    return c.json({ items, nextCursor: null })
  },
})

function viewOf(connector: Connector, hasClient: boolean): z.input<typeof ConnectorView> {
  const { id, name, description, containerName, settings, webhooks } = connector
  return {
    ...{ id, name, description, containerName, settings: jsonSchema(settings) },
    auth: connector.auth.map((method) => methodOf(method, hasClient)),
    itemTypes: connector.itemTypes.map(({ type, name: called, entity, fields, removes, restores }) => ({
      ...{ type, name: called, entity, removes, restores },
      fields: fields as z.input<typeof FieldSpec>[],
    })),
    webhooks: webhooks && {
      subscribes: webhooks.subscribe !== null,
      manual: webhooks.manual,
      events: [...webhooks.events],
    },
    actions: Object.entries(connector.actions).map(([key, action]) => ({
      ...{ name: key, summary: action.summary, writes: action.writes },
      input: jsonSchema(action.input),
      output: jsonSchema(action.output),
    })),
  }
}

function methodOf(method: AuthMethod, hasClient: boolean) {
  const { kind, name, help } = method
  if (kind === 'oauth2')
    return { kind, name, help, configured: hasClient, credentials: null, secretFields: [], scopes: [...method.scopes] }
  const secretFields = [...method.secretFields]
  return { kind, name, help, configured: true, credentials: jsonSchema(method.credentials), secretFields, scopes: [] }
}
