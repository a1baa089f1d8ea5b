import { byText, listRoute } from '../../http/entity/index.ts'
import { webhooks } from './resource.ts'

export const listWebhooks = listRoute(webhooks, {
  operationId: 'listWebhooks',
  summary: 'List incoming webhooks',
  description: 'A playbook with a webhook trigger makes its address when it is deployed.',
  filters: {},
  sorts: byText('path', 'path'),
  where: () => [],
})
