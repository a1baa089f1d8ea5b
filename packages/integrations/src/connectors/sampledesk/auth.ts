// To adapt: what people give to connect, and where they find it, in words. For OAuth see auth.ts of jira.
import * as z from 'zod'
import type { AuthMethod } from '../../connector/connector.ts'

export const Settings = z.strictObject({
  baseUrl: z.url().default('https://api.sampledesk.example').meta({ title: 'Address', description: 'of the API' }),
})

export const Credentials = z.object({ token: z.string().trim().min(1).meta({ title: 'Token' }) })

export const auth: readonly AuthMethod[] = [
  {
    kind: 'token',
    name: 'API token',
    help: 'Make one in Sample Desk under **Settings → API tokens**, with the right to read and write.',
    credentials: Credentials,
    secretFields: ['token'],
  },
]
