import { Connection } from '@orchestrator/domain'
import * as z from 'zod'
import type { Resource } from '../../http/entity/index.ts'

export const connections: Resource = {
  path: '/v1/connections',
  tag: 'Connections',
  kind: 'connection',
  schema: Connection,
  noun: 'connection',
}

const Setting = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
export const Settings = z
  .record(z.string().max(100), Setting)
  .meta({ description: 'what the connector asks for beside credentials' })

export const AllowOtherAccount = z
  .boolean()
  .default(false)
  .meta({ description: 'the credentials may be those of another account there; else that is refused' })

/** Kept encrypted and never shown. */
export const Credentials = z
  .record(z.string().max(100), z.string().max(50_000).nullable())
  .meta({ description: 'what the connector’s method asks for; stored encrypted and never shown' })

export const Method = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'the name of the connector’s method; by default the first that takes the credentials' })
