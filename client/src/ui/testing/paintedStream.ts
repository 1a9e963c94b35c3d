/** A camera for the preview page: a person, drawn. */

const GROUNDS = ['#51685f', '#6f6250', '#4d5c74', '#74535e', '#5c5478', '#5f6b46', '#4b6b73', '#6b5a4d'];

/** A moving picture of a person; `which` chooses the colours. */
export function paintedPerson(which: number, width = 1280, height = 720): MediaStream {
  const ground = GROUNDS[which % GROUNDS.length] ?? '#51685f';
  return painted(width, height, (context, time) => {
    const light = context.createLinearGradient(0, 0, width, height);
    light.addColorStop(0, ground);
    light.addColorStop(1, '#20262a');
    context.fillStyle = light;
    context.fillRect(0, 0, width, height);
    const sway = Math.sin(time / 900 + which) * width * 0.012;
    const middle = width / 2 + sway;
    const unit = Math.min(width, height * 1.4);
    context.fillStyle = 'rgb(255 255 255 / 8%)';
    context.fillRect(width * 0.07, height * 0.1, width * 0.16, height * 0.46);
    context.fillStyle = ['#27333a', '#3a2b26', '#2b2f45', '#402a33'][which % 4] ?? '#27333a';
    context.beginPath();
    context.ellipse(middle, height * 1.08, unit * 0.25, height * 0.42, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = ['#d8a787', '#8d5f43', '#e6bd9d', '#b98058'][which % 4] ?? '#d8a787';
    context.fillRect(middle - unit * 0.04, height * 0.58, unit * 0.08, height * 0.14);
    context.beginPath();
    context.ellipse(middle, height * 0.46, unit * 0.095, unit * 0.122, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = ['#2a1d15', '#15110f', '#6b4a2b', '#3b2a20'][(which + 1) % 4] ?? '#2a1d15';
    context.beginPath();
    context.ellipse(middle, height * 0.37, unit * 0.102, unit * 0.075, 0, Math.PI, Math.PI * 2);
    context.fill();
  });
}

/** A window of text, as somebody would share it. */
export function paintedScreen(width = 1600, height = 1000): MediaStream {
  return painted(width, height, (context) => {
    context.fillStyle = '#f4f5f2';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#0a6b57';
    context.fillRect(0, 0, width, 84);
    context.fillStyle = '#fff';
    context.font = '600 34px sans-serif';
    context.fillText('Quarterly plan', 48, 55);
    context.fillStyle = '#c9d0cb';
    for (let line = 0; line < 13; line++) {
      context.fillRect(64, 150 + line * 58, (((line * 7919) % 50) / 100 + 0.35) * width * 0.62, 22);
    }
    context.fillStyle = '#dcefe9';
    context.fillRect(width * 0.72, 150, width * 0.22, 320);
  });
}

function painted(width: number, height: number, paint: (context: CanvasRenderingContext2D, time: number) => void): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const stream = canvas.captureStream(10);
  if (context !== null) {
    const draw = () => paint(context, performance.now());
    draw();
    // Painted for as long as the page is open; 10 pictures a second are plenty to look at.
    setInterval(draw, 100);
  }
  return stream;
}
