// A secret that is shown this one time.
import { Button } from '../../components/button.tsx'
import { Command } from '../../components/copy.tsx'

export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className="space-y-3 p-4">
      <p>Copy it now. It is shown this one time, and the server keeps only a hash.</p>
      <Command>{secret}</Command>
      <div className="flex justify-end">
        <Button weight="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </div>
  )
}
