import { enough, type Kind, waitMs } from '../support/work.ts'

interface Node {
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly parameters: Readonly<Record<string, unknown>>
  readonly [more: string]: unknown
}

export const credentialId = 'benchPostgres000'

/** The credential for the database with the witness, as `import:credentials` takes it. */
export function credential(url: string): unknown {
  const { hostname, port, username, password, pathname } = new URL(url)
  const data = { host: hostname, port: Number(port), user: username, password: decodeURIComponent(password) }
  return {
    id: credentialId,
    name: 'Witness',
    type: 'postgres',
    data: { ...data, database: pathname.slice(1), ssl: 'disable' },
  }
}

/** The workflow of a kind, as its editor would save it: Webhook, If, Postgres, for the longer kind Wait, HTTP Request. */
export function workflow(kind: Kind, receiver: string) {
  const nodes: Node[] = [
    {
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      webhookId: `orders-${kind}`,
      parameters: { httpMethod: 'POST', path: `orders-${kind}`, responseMode: 'onReceived', options: {} },
    },
    {
      name: 'If',
      type: 'n8n-nodes-base.if',
      typeVersion: 2.2,
      parameters: {
        conditions: {
          options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
          combinator: 'and',
          conditions: [
            {
              id: 'amount',
              leftValue: '={{ $json.body.amount }}',
              rightValue: enough,
              operator: { type: 'number', operation: 'gte' },
            },
          ],
        },
        options: {},
      },
    },
    {
      name: 'Postgres',
      type: 'n8n-nodes-base.postgres',
      typeVersion: 2.6,
      credentials: { postgres: { id: credentialId, name: 'Witness' } },
      parameters: {
        operation: 'executeQuery',
        query: 'insert into task (id, title) values ($1, $2) on conflict do nothing',
        options: { queryReplacement: "={{ [$execution.id, 'Order ' + $json.body.key] }}" },
      },
    },
    ...(kind === 'wait'
      ? [
          {
            name: 'Wait',
            type: 'n8n-nodes-base.wait',
            typeVersion: 1.1,
            webhookId: `pause-${kind}`,
            parameters: { resume: 'timeInterval', amount: waitMs / 1_000, unit: 'seconds' },
          },
        ]
      : []),
    {
      name: 'HTTP Request',
      type: 'n8n-nodes-base.httpRequest',
      typeVersion: 4.2,
      parameters: {
        method: 'POST',
        url: receiver,
        sendBody: true,
        specifyBody: 'json',
        jsonBody: "={{ JSON.stringify({ key: $('Webhook').item.json.body.key }) }}",
        options: {},
      },
    },
  ]
  const next = nodes
    .slice(1)
    .map(({ name }, n) => [nodes[n]?.name ?? '', { main: [[{ node: name, type: 'main', index: 0 }]] }])
  return {
    id: `orders0${kind}`.padEnd(16, '0').slice(0, 16),
    name: `Orders, ${kind}`,
    nodes: nodes.map((node, n) => ({ id: `node-${n}`, position: [n * 220, 0], ...node })),
    connections: Object.fromEntries(next),
    settings: { executionOrder: 'v1' },
    active: false,
  }
}
