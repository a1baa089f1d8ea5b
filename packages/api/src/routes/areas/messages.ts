import type { Route } from '../../http/route.ts'
import { createDelivery } from '../deliveries/create.ts'
import { getDelivery } from '../deliveries/get.ts'
import { listDeliveries } from '../deliveries/list.ts'
import { redeliver } from '../deliveries/redeliver.ts'
import { redeliverAll } from '../deliveries/redeliver-all.ts'
import { listEmails } from '../emails/list.ts'
import { deliverWebhook } from '../hooks/deliver.ts'
import { getDigest } from '../me/digest.ts'
import { getPreferences, setPreferences } from '../me/notification-preferences.ts'
import { countUnread } from '../notifications/count-unread.ts'
import { listNotifications } from '../notifications/list.ts'
import { markRead, markUnread } from '../notifications/mark.ts'
import { markAllRead } from '../notifications/mark-all-read.ts'
import { sendNotification } from '../notifications/send.ts'
import { createWebhookEndpoint } from '../webhook-endpoints/create.ts'
import { deleteWebhookEndpoint } from '../webhook-endpoints/delete.ts'
import { getWebhookEndpoint } from '../webhook-endpoints/get.ts'
import { listWebhookEndpoints } from '../webhook-endpoints/list.ts'
import { pingWebhookEndpoint } from '../webhook-endpoints/ping.ts'
import { rotateEndpointSecret } from '../webhook-endpoints/rotate-secret.ts'
import { updateWebhookEndpoint } from '../webhook-endpoints/update.ts'
import { getWebhookSecret } from '../webhooks/get-secret.ts'
import { listWebhooks } from '../webhooks/list.ts'
import { rotateSecret } from '../webhooks/rotate-secret.ts'

/** The routes of what comes in and goes out: webhooks, deliveries, notifications. */
export const messagesRoutes: readonly Route[] = [
  listWebhooks,
  getWebhookSecret,
  rotateSecret,
  deliverWebhook,
  listWebhookEndpoints,
  createWebhookEndpoint,
  getWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateEndpointSecret,
  pingWebhookEndpoint,
  listDeliveries,
  createDelivery,
  redeliverAll,
  getDelivery,
  redeliver,
  listNotifications,
  countUnread,
  markAllRead,
  markRead,
  markUnread,
  sendNotification,
  getPreferences,
  setPreferences,
  getDigest,
  listEmails,
]
