; import { a as b } from "m"
(import_statement) @import

; export { a as b } from "m"
(export_statement) @export

; require("m"), import("m")
(call_expression
  function: [
    (identifier)
    (import)
  ]
  arguments: (arguments
    .
    (string))) @import.require
