;; out = h + sum over units of relu(up[unit] . h + bias[unit]) * down[unit], four numbers at a time.
;; Addresses are bytes; dims is a multiple of 4; out holds h at the beginning.
(module
  (memory (export "memory") 1)
  (func (export "run")
    (param $dims i32) (param $hidden i32) (param $h i32) (param $out i32)
    (param $up i32) (param $bias i32) (param $down i32)
    (local $unit i32) (local $i i32) (local $bytes i32) (local $sum v128) (local $active f32) (local $four v128)
    (local.set $bytes (i32.shl (local.get $dims) (i32.const 2)))
    (block $done
      (loop $units
        (br_if $done (i32.ge_u (local.get $unit) (local.get $hidden)))
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $i (i32.const 0))
        (loop $dot
          (local.set $sum (f32x4.add (local.get $sum)
            (f32x4.mul (v128.load (i32.add (local.get $h) (local.get $i)))
                       (v128.load (i32.add (local.get $up) (local.get $i))))))
          (local.set $i (i32.add (local.get $i) (i32.const 16)))
          (br_if $dot (i32.lt_u (local.get $i) (local.get $bytes))))
        (local.set $active (f32.add (f32.load (local.get $bias))
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
            (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))))
        (if (f32.gt (local.get $active) (f32.const 0))
          (then
            (local.set $four (f32x4.splat (local.get $active)))
            (local.set $i (i32.const 0))
            (loop $axpy
              (v128.store (i32.add (local.get $out) (local.get $i))
                (f32x4.add (v128.load (i32.add (local.get $out) (local.get $i)))
                  (f32x4.mul (local.get $four) (v128.load (i32.add (local.get $down) (local.get $i))))))
              (local.set $i (i32.add (local.get $i) (i32.const 16)))
              (br_if $axpy (i32.lt_u (local.get $i) (local.get $bytes))))))
        (local.set $up (i32.add (local.get $up) (local.get $bytes)))
        (local.set $down (i32.add (local.get $down) (local.get $bytes)))
        (local.set $bias (i32.add (local.get $bias) (i32.const 4)))
        (local.set $unit (i32.add (local.get $unit) (i32.const 1)))
        (br $units)))))
