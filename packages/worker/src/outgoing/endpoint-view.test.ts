import type { AnyEvent, WebhookEndpoint } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { EndpointView } from './endpoint-view.ts'

const endpoint = (id: string, eventTypes: string[]) =>
  ({ id, eventTypes, enabled: true, filter: null, url: 'https://example.com' }) as unknown as WebhookEndpoint

test('an endpoint that wants every event gets those of the audit log only by their names', () => {
  const view = new EndpointView()
  view.learn([endpoint('every', []), endpoint('named', ['notification.sent', 'api_key.created'])])
  const getting = (type: string) =>
    view.deliveriesOf({ workspaceId: 'w', id: 'e', seq: 1, type } as AnyEvent).map(({ endpointId }) => endpointId)
  expect(getting('task.created')).toEqual(['every'])
  expect(getting('notification.sent')).toEqual(['named'])
  expect(getting('api_key.created')).toEqual(['named'])
})
