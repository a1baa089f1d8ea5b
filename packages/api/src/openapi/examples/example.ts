import type * as z from 'zod'

export const [at, later] = ['2026-03-02T09:00:00.000Z', '2026-03-04T15:30:00.000Z']
export const stamps = { version: 1, createdAt: at, updatedAt: at }

/** Ids of one small workspace, so that the examples of the reference fit each other. */
export const ids = {
  workspace: '01a20526-8f11-7c55-9a3e-5f0f64b1a001',
  member: '01a20526-9a02-7d1b-8c4f-2b7d3e9ac002',
  project: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
  state: '01a20526-c3d4-7a90-b1e2-6c8f7a5d4004',
  task: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005',
  otherTask: '01a20526-e9f0-7c32-86d7-4f0a2c3e6006',
  playbook: '01a20527-0a1b-7d43-97e8-5a1b3d4f7007',
  rule: '01a20527-1b2c-7e54-a8f9-6b2c4e5a8008',
  event: '01a20527-2c3d-7f65-b90a-7c3d5f6b9009',
  cycle: '01a20527-5f6a-7c98-ac3d-a06a8c9dc011',
  milestone: '01a20527-6a7b-7da9-bd4e-b17b9daed012',
  connection: '01a20527-7b8c-7eba-8e5f-c8ac0ebfe013',
  mapping: '01a20527-8c9d-7fcb-9f60-d9bd1fc0f014',
  apiKey: '01a20527-3d4e-7a76-8a1b-8d4e6a7ca010',
} as const
export const own = (n: number) => `01a20527-4e5f-7b87-9b2c-9e5f7b8cb${String(n).padStart(3, '0')}`

export const example = <S extends z.ZodType>(schema: S, value: z.input<S>) => ({ schema, value })
