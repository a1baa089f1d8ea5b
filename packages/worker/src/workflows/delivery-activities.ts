/** What a batch of deliveries did; `open`: receivers that had not answered when it ended. */
export interface DeliveryReport {
  readonly sent: number
  readonly delivered: number
  readonly failed: number
  readonly open: number
}

/** What a batch of deliveries asks of Node. */
export interface DeliveryActivities {
  sendDueDeliveries(input: { batchId: string }): Promise<DeliveryReport>
}
