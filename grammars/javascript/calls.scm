; a = b, this.a = b, module.exports = b
(assignment_expression) @assignment

; f(a)
(call_expression) @call

; new A(b)
(new_expression) @call
