import {
  type Command,
  type CommandDefinition,
  type CommandType,
  commandCatalogue,
  definitionOf,
  parse,
} from '@orchestrator/domain'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'

const types = (Object.values(commandCatalogue) as unknown as CommandDefinition[])
  .filter((command) => command.public)
  .map(({ type }) => type)

const Batch = z.strictObject({
  commands: z
    .array(
      z.strictObject({
        // Ids that the platform derives (version 5) could be worked out, and a run's next step taken before it comes.
        id: z
          .union([z.uuidv7(), z.uuidv4()], 'a UUID of version 7 or 4')
          .transform((id) => id.toLowerCase())
          .optional()
          .meta({ description: 'a UUIDv7 of your own; the same id never has a second effect' }),
        type: z.enum(types as [CommandType, ...CommandType[]]),
        data: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1)
    .max(500),
})

const Results = z
  .object({
    results: z.array(
      z.object({
        id: z.uuid(),
        type: z.string(),
        applied: z.boolean().meta({ description: 'false: the command was known, and this is its first result' }),
        result: z.object({ kind: z.string(), id: z.uuid(), version: z.int() }),
        firstSeq: z.int().nullable().meta({ description: 'its first event; null: nothing changed' }),
        lastSeq: z.int().nullable(),
        entity: z
          .record(z.string(), z.unknown())
          .nullable()
          .meta({ description: 'the entity right after the command; null when there is none' }),
      }),
    ),
  })
  .meta({ id: 'CommandResults' })

export const executeCommands = defineRoute({
  method: 'post',
  path: '/v1/commands',
  operationId: 'executeCommands',
  tag: 'Commands',
  summary: 'Run up to 500 commands, all or none',
  description: `In one transaction and in this order, so that a later command can use what an earlier one made (give new entities ids of your own). Commands without an id get one; with an Idempotency-Key it is derived from the key and the command’s place. The data of each is the body of its own route plus the ids that stand in that route’s address. Types: ${types.map((type) => `\`${type}\``).join(', ')}.`,
  access: 'write',
  body: Batch,
  bodyExample: {
    commands: [
      { type: 'project.create', data: { id: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', key: 'WEB', name: 'Website' } },
      { type: 'task.create', data: { projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', title: 'Buy the domain' } },
    ],
  },
  answer: { status: 200, description: 'What each command did', schema: Results },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, body } = call
    const { commandId, idempotency } = identify(call)
    const commands = body.commands.map(({ id, type, data }, index) => ({
      id: id ?? commandId(index),
      type,
      data: parse(definitionOf(type).data, data, type, ['commands', index, 'data']),
    }))
    const results = await execute(api, identity.principal, commands as unknown as Command[], idempotency)
    if (results.every((result) => !result.applied)) c.header('Idempotency-Replayed', 'true')
    return c.json({ results: results.map(({ lastEventId: _, ...shown }) => shown) })
  },
})
