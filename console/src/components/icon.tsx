// Line icons on a grid of 16, drawn in the colour of the text.
const paths = {
  runs: 'M2 4h9M2 8h12M2 12h6',
  agents: 'M5 6.5a3 3 0 1 0 6 0a3 3 0 1 0-6 0M2.5 14c.6-2.6 2.7-4 5.5-4s4.9 1.4 5.5 4',
  inbox: 'M2 9l2-6h8l2 6v4H2V9zm0 0h4l1 2h2l1-2h4',
  tasks: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.6',
  context: 'M3 2.5h6l4 4v7H3zM9 2.5v4h4',
  tools: 'M9.5 3.2a3.2 3.2 0 0 1 3.9 4l-6 6-2.6-2.6 6-6M3 13l1.8-1.8',
  contracts: 'M4 2h8v12H4zM6 5h4M6 8h4M6 11h2',
  metrics: 'M2.5 13.5v-11M2.5 13.5h11M5.5 11V8M8.5 11V5M11.5 11V7',
  audit: 'M8 2l5 2v4c0 3-2 5-5 6c-3-1-5-3-5-6V4zM6 8l1.6 1.6L10.5 6.5',
  settings: 'M2 5h7M12 5h2M2 11h2M7 11h7M9 3.2v3.6M4.5 9.2v3.6',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.5L14 14',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'M3 8.5l3.2 3.2L13 5',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2 4h12M2 8h12M2 12h12',
  stop: 'M4.5 4.5h7v7h-7z',
  play: 'M5 3.5v9l7-4.5z',
  send: 'M8 13V3M4 7l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  back: 'M13 8H3M7 4L3 8l4 4',
  fork: 'M4 3v10M4 9c0-3 7-1 7-5M9 5l2-2 2 2',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  keys: 'M2 4.5h12v7H2zM4.5 7h0M7 7h0M9.5 7h0M11.5 7h0M5 9.5h6',
  more: 'M3 8h.5M7.75 8h.5M12.5 8h.5',
  download: 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10',
  exit: 'M6 2.5H3v11h3M6.5 8H14M11 5l3 3-3 3',
  link: 'M6.5 9.5l3-3M7 4.5l1-1a3 3 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3 3 0 0 1 3.500 8l1-1',
} as const

export type IconName = keyof typeof paths

/** Says nothing to screen readers: what it stands for is named beside it, or by the button around it. */
export function Icon({ name, className = 'size-4' }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={`shrink-0 ${className}`} aria-hidden="true" fill="none" stroke="currentColor">
      <path d={paths[name]} strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
