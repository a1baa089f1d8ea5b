import * as z from 'zod'
import type { AuthMethod } from '../../connector/connector.ts'

export const McpSettings = z.strictObject({
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine(
      (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
      'the address of the server, https://…',
    )
    .refine((text) => !URL.canParse(text) || new URL(text).hash === '', 'an address without #')
    .meta({
      title: 'Address',
      description: 'where the server speaks Streamable HTTP, e.g. `https://docs.example.com/mcp`',
    }),
})

export const auth: readonly AuthMethod[] = [
  {
    kind: 'token',
    name: 'Bearer token',
    help: 'A token of the server, which is sent with each request as `Authorization: Bearer`. Give it no more rights than agents need.',
    credentials: z.strictObject({
      token: z
        .string()
        .trim()
        .min(1)
        .max(10_000)
        .regex(/^[\x21-\x7e]+$/, 'one word of ASCII')
        .meta({ title: 'Token' }),
    }),
    secretFields: ['token'],
  },
  {
    kind: 'token',
    name: 'No token',
    help: 'For a server that asks nobody who they are.',
    credentials: z.strictObject({}),
    secretFields: [],
  },
]
