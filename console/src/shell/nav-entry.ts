// What a page may say of itself: its place in the navigation.
import type { Contracts } from 'errand/contracts'
import type { ComponentType } from 'react'
import type { IconName } from '../components/icon.tsx'

export const navGroups = ['Work', 'Build', 'Observe'] as const

/** A page's place in the navigation. */
export interface NavEntry {
  readonly label: string
  readonly group: (typeof navGroups)[number]
  /** Place in its group, lowest first. */
  readonly order: number
  readonly icon: IconName
  /** Pressed after `g`. */
  readonly key: string
  /** The operation it is made of: who may not call that is not led there. */
  readonly needs?: keyof Contracts
  /** Stands at the end of the line, e.g. a count. */
  readonly Badge?: ComponentType
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Absent: the page is reached from others. */
    nav?: NavEntry
  }
}
