import { describe, expect, it } from 'vitest'
import { moment } from '../testing/log-of.ts'
import { settleDelivery } from './settle-delivery.ts'

const SECOND_MS = 1000
const HOUR_MS = 3_600_000

describe('a delivery', () => {
  it.each([200, 202, 299])('is done with any 2xx, such as %i', (statusCode) => {
    expect(settleDelivery(1, statusCode, moment(0))).toEqual({ status: 'delivered', nextAttemptAt: null })
  })

  it.each([null, 199, 301, 404, 500])('is tried again after %j', (statusCode) => {
    expect(settleDelivery(1, statusCode, moment(0)).status).toBe('pending')
  })

  it('is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and then given up', () => {
    const pauses = [
      5 * SECOND_MS,
      300 * SECOND_MS,
      1800 * SECOND_MS,
      2 * HOUR_MS,
      5 * HOUR_MS,
      10 * HOUR_MS,
      10 * HOUR_MS,
    ]
    const settled = [1, 2, 3, 4, 5, 6, 7].map((attempts) => settleDelivery(attempts, null, moment(0)).nextAttemptAt)
    expect(settled).toEqual(pauses.map((pauseMs) => moment(pauseMs)))
    expect(settleDelivery(8, null, moment(0))).toEqual({ status: 'failed', nextAttemptAt: null })
  })

  it('is given up at once when the receiver is gone', () => {
    expect(settleDelivery(1, 410, moment(0))).toEqual({ status: 'failed', nextAttemptAt: null })
  })
})
