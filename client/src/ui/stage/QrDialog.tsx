import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import { Dialog } from '../controls/Dialog';
import { t } from '../text';

export interface QrDialogProps {
  readonly room: string;
  readonly link: string;
  readonly onClose: () => void;
}

/** Modules of white around the code, as ISO/IEC 18004 asks for. */
const QUIET_ZONE = 4;

/** The link as a QR code, drawn as one path; dark on white in every theme, because cameras want it so. */
export default function QrDialog({ room, link, onClose }: QrDialogProps) {
  const { path, size } = useMemo(() => qrPath(link), [link]);
  return (
    <Dialog title={t.call.qrTitle} onClose={onClose}>
      <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.call.qrAlt(room)} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <p className="empty-link">{link}</p>
    </Dialog>
  );
}

/** The dark modules of a code as one SVG path, and the length of a side with its quiet zone. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  // 0: the smallest version that holds the text. M: 15 % of the code may be unreadable.
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const modules = code.getModuleCount();
  let path = '';
  for (let row = 0; row < modules; row++) {
    for (let column = 0; column < modules; column++) {
      if (code.isDark(row, column)) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
    }
  }
  return { path, size: modules + 2 * QUIET_ZONE };
}
