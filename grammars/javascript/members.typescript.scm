; interface A { name: B }
(property_signature
  type: (type_annotation)) @member

; class A { name: B }
(public_field_definition
  type: (type_annotation)) @member

; constructor(private name: B)
(required_parameter
  type: (type_annotation)) @member
