import { proxyLocalActivities } from '@temporalio/workflow'
import type { DeliveryActivities, DeliveryReport } from './delivery-activities.ts'

const { sendDueDeliveries } = proxyLocalActivities<DeliveryActivities>({
  // It ends by itself when nothing is due; what it had taken when its process ended is due again after a while.
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds' },
})

/** Deliveries that became due while the batch before was sent, of all workspaces. Which of them is tried again, and when, their rows say. */
export const deliveryBatch = (input: { batchId: string }): Promise<DeliveryReport> => sendDueDeliveries(input)
