// What every page does with JavaScript: charts draw themselves, live parts stay live, the theme changes without a round trip.
import { followHash } from "./hashes.js";
import { mountAll } from "./mount.js";
import { goLive } from "./live.js";
import { swapInPlace } from "./swap.js";
import { chooseTheme } from "./theme.js";

chooseTheme();
followHash();
mountAll(document);
goLive(document);
swapInPlace();
