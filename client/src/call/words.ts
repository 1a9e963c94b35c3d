// Short, friendly, easy to spell, and harmless beside each other. Kept as text: it packs and reads better than hundreds of quoted words.

/** What a place can be like. */
export const FRIENDLY_WORDS: readonly string[] = (
  'able airy amber ample apt aqua arctic autumn azure balmy basic bold bonny brave breezy brief bright brisk broad bronze bubbly busy ' +
  'calm candid caring cedar cheery chief chilly civil clean clear clever cloudy coastal cobalt cool copper coral cosy cotton crafty ' +
  'creamy crimson crisp curious daily dainty dapper daring dear deep deft dewy eager early earnest easy elder elegant emerald epic ' +
  'even exact fair famous fancy fast fine firm first floral fluffy fond frank free fresh frosty full funny gentle giant giving glad ' +
  'gleaming glossy golden good grand great green handy happy hardy hazel hearty helpful honest hopeful humble humming ideal indigo ' +
  'ivory jade jaunty jazzy jolly jovial joyful keen kind large lasting leafy lemon level light lilac lime linen little lively local ' +
  'lofty long loyal lucid lucky lunar magic maple marble mellow merry mighty mild minty misty modern modest mossy musical navy neat ' +
  'new nimble noble northern novel olive open orange orderly patient peaceful pearly pink placid plain playful plucky plush polite ' +
  'poppy prompt proper proud purple quaint quick quiet radiant rapid ready regal rich ripe robust rosy round royal ruby rustic sandy ' +
  'scarlet secure serene shady sharp shiny silent silken silver simple sincere sleek smart smiling smooth snowy snug social soft ' +
  'solar solid sound spare sparkly spicy spring spry stable starry steady stellar still stout summer sunlit sunny super sure sweet ' +
  'swift tall tame teal tender tidy timely tiny topaz tranquil true trusty twin upbeat urban useful valiant velvet violet vital vivid ' +
  'warm wavy western whole wide willing windy winter wise witty wooden worthy young zesty'
).split(' ');

/** Places, plants and animals. */
export const FRIENDLY_NOUNS: readonly string[] = (
  'acorn almond anchor apple apricot arbour arch aspen aster atlas aurora avenue badger bakery balcony bamboo barley basil basin bay ' +
  'bayou beach beacon bear beaver beech berry birch bison bluebell boat bonfire book border boulder breeze brewery bridge brook ' +
  'buffalo bunny butter button cabin cactus cafe camel canal candle canoe canyon cape cardinal carousel castle cavern cello cherry ' +
  'chestnut citadel citrus clarinet cliff clover coast coconut comet compass coral cottage cove crane creek cricket crossing cypress ' +
  'daisy dawn deer delta desert dolphin donkey dove dune eagle echo elm ember falcon farm feather fern ferry festival fiddle field ' +
  'finch firefly fjord flamingo flute forest forge fountain fox gallery garden gate gazelle geyser ginger glacier glade glen grove ' +
  'gull hamlet hammock harbour harp haven hazelnut heath hedgehog heron hickory hill hollow honey horizon horse iceberg igloo inlet ' +
  'iris island ivy jasmine jay jetty juniper kayak kestrel kettle kite kitten koala ladder lagoon lake lantern larch lark laurel ' +
  'lavender library lighthouse lily linden lion llama lodge lotus lynx magnolia mango maple market marlin marsh meadow melody meteor ' +
  'mill minnow mint moon mountain museum nectar nest nutmeg oak oasis ocean olive opal orchard orchid oriole otter owl panda panther ' +
  'papaya parade park parrot pasture path peach peak pebble pelican penguin peony pepper piano pier pine planet plateau plaza plum ' +
  'pond pony poplar poppy prairie puffin quail quarry quartz quay quill rabbit raccoon rainbow ranch raven reef ridge river robin ' +
  'rocket rose saddle saffron sail salmon sandal savanna seal sequoia shell shore skylark slope sparrow spring spruce squirrel star ' +
  'station stream summit sunrise swallow swan teapot temple terrace thicket thistle thyme tiger tower trail tulip tundra tunnel ' +
  'turtle valley vanilla village vine violin walnut walrus water waterfall wave whale wharf willow window winter wren yacht zebra ' +
  'zephyr'
).split(' ');
