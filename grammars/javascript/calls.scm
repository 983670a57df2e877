; a = b, this.a = b, module.exports = b
(assignment_expression) @assignment
