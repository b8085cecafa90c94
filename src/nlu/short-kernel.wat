;; Linear functions over one sparse row at once, as `linear-kernel.wat`, with weights of 16 bits. `bytes` is the length of a
;; column's run of weights and a multiple of 32: sixteen classes at a time stay in registers. All addresses are in bytes.
(module
  (memory (export "memory") 1)

  ;; out += sum over the row's cells of value * weights[column]
  (func (export "score")
    (param $columns i32) (param $values i32) (param $end i32) (param $weights i32) (param $bytes i32) (param $out i32)
    (local $value v128) (local $at i32) (local $c i32) (local $column i32) (local $number i32)
    (local $first v128) (local $second v128)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (loop $blocks
      (local.set $a (v128.load (local.get $out)))
      (local.set $b (v128.load offset=16 (local.get $out)))
      (local.set $d (v128.load offset=32 (local.get $out)))
      (local.set $e (v128.load offset=48 (local.get $out)))
      (local.set $column (local.get $columns))
      (local.set $number (local.get $values))
      (block $done
        (loop $cells
          (br_if $done (i32.ge_u (local.get $column) (local.get $end)))
          (local.set $value (f32x4.splat (f32.load (local.get $number))))
          (local.set $at (i32.add (i32.add (local.get $weights) (local.get $c))
            (i32.mul (i32.load (local.get $column)) (local.get $bytes))))
          (local.set $first (v128.load (local.get $at)))
          (local.set $second (v128.load offset=16 (local.get $at)))
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $value)
            (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $first))))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $value)
            (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $first))))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $value)
            (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $second))))))
          (local.set $e (f32x4.add (local.get $e) (f32x4.mul (local.get $value)
            (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $second))))))
          (local.set $column (i32.add (local.get $column) (i32.const 4)))
          (local.set $number (i32.add (local.get $number) (i32.const 4)))
          (br $cells)))
      (v128.store (local.get $out) (local.get $a))
      (v128.store offset=16 (local.get $out) (local.get $b))
      (v128.store offset=32 (local.get $out) (local.get $d))
      (v128.store offset=48 (local.get $out) (local.get $e))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 32)))
      (br_if $blocks (i32.lt_u (local.get $c) (local.get $bytes))))))
