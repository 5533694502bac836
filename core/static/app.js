// Behaviour of every page. Each module works by delegation, so content swapped in later needs no set-up.
import "./js/busy.js";
import "./js/toast.js";
import "./js/confirm.js";
import "./js/keys.js";
import "./js/bulk.js";
import "./js/rows.js";
import "./js/mention.js";
import "./js/typeahead.js";
import "./js/suggest.js";
import "./js/rule.js";
import "./js/guard.js";
import "./js/files.js";
import "./js/draft.js";
import "./js/check.js";
import "./js/actions.js";
import "./js/slide.js";
import "./js/place.js";
