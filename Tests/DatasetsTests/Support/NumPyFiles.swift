import Foundation

/// Files that NumPy 2.4.6 wrote: `write_array` of `numpy.lib.format`, `savez` and `savez_compressed`, in base64.
///
///     a = np.arange(6).reshape(2, 3)          (a - 2).astype(type), of unsigned types a.astype(type), bool a % 2 == 1
///     fortran   np.asfortranarray((a - 2).astype('<f4'))
///     fortran3  np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype('i1'))
///     stored    np.savez(f, x=(np.arange(8).reshape(4, 2) / 8).astype('<f4'), y=np.array([3, 5, 3, 5]))
///     deflated  np.savez_compressed(f, x_train=np.arange(48).reshape(3, 4, 4).astype('u1'), y_train=[0, 1, 0],
///                                   x_test=np.full((1, 4, 4), 255, 'u1'), y_test=[1])   (labels of 'u1')
enum NumPyFiles {
    static func bytes(_ name: String) -> [UInt8] {
        guard let text = base64[name], let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
            fatalError("no file \(name)")
        }
        return Array(data)
    }

    private static let base64 = [
        "<f4": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAADAAACAvwAAAAAAAIA/AAAAQAAA
            QEA=
            """,
        ">f4": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIArAAAAAv4AAAAAAAAA/gAAAQAAAAEBA
            AAA=
            """,
        "<f8": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAwAAAAAAAAPC/AAAAAAAA
            AAAAAAAAAADwPwAAAAAAAABAAAAAAAAACEA=
            """,
        ">f8": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIArAAAAAAAAAAL/wAAAAAAAAAAAAAAAA
            AAA/8AAAAAAAAEAAAAAAAAAAQAgAAAAAAAA=
            """,
        "|u1": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDBAU=
            """,
        "|i1": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr+/wABAgM=
            """,
        "<i2": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr+////AAABAAIAAwA=
            """,
        ">i2": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr//v//AAAAAQACAAM=
            """,
        "<i4": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr+/////////wAAAAABAAAAAgAAAAMA
            AAA=
            """,
        "<i8": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr+////////////////////AAAAAAAA
            AAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAA=
            """,
        ">i8": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPmk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr//////////v//////////AAAAAAAA
            AAAAAAAAAAAAAQAAAAAAAAACAAAAAAAAAAM=
            """,
        "<u2": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPHUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAEAAgADAAQABQA=
            """,
        "|b1": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQABAAE=
            """,
        "fortran": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAADAAACAPwAAgL8AAABAAAAAAAAA
            QEA=
            """,
        "fortran3": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoADAQQCBQBDQURCRUCDgYSChYDDwcT
            Cxc=
            """,
        "version 2": """
            k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAADAAACAvwAAAAAAAIA/AAAAQAAA
            QEA=
            """,
        "version 3": """
            k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAADAAACAvwAAAAAAAIA/AAAAQAAA
            QEA=
            """,
        "text": """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPFUzJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAYgAAAGMAAAA=
            """,
        "structured": """
            k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxmNCcpLCAoJ2InLCAnPGk0JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAn
            c2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAAA
            """,
        "stored.npz": """
            UEsDBC0AAAAAAAAAIQDkxx3l//////////8FABQAeC5ucHkBABAAoAAAAAAAAACgAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzog
            JzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg0LCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAD4AAIA+AADAPgAAAD8AACA/AABAPwAAYD9QSwMELQAAAAAA
            AAAhADXNxBn//////////wUAFAB5Lm5weQEAEACgAAAAAAAAAKAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2Zv
            cnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
            ICAgICAgICAgICAgICAgICAgICAgIAoDAAAAAAAAAAUAAAAAAAAAAwAAAAAAAAAFAAAAAAAAAFBLAQItAy0AAAAAAAAAIQDkxx3l
            oAAAAKAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAAAAAAIQA1zcQZoAAAAKAAAAAFAAAAAAAAAAAAAACAAdcA
            AAB5Lm5weVBLBQYAAAAAAgACAGYAAACuAQAAAAA=
            """,
        "deflated.npz": """
            UEsDBC0AAAAIAAAAIQDzMkXD//////////8LABQAeF90cmFpbi5ucHkBABAAsAAAAAAAAAB4AAAAAAAAAJvsF+obEMnIUMZQrZ6S
            WpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CiZApKmjUKtAHuBiYGRiZmFlY+fg5OLm4eXjFxAU
            EhYRFROXkJSSlpGVk1dQVFJWUVVT19DU0tbR1dMHAFBLAwQtAAAACAAAACEAZItoAv//////////CwAUAHlfdHJhaW4ubnB5AQAQ
            AIMAAAAAAAAARwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrG
            Opo6CrUKFAAuBkYGAFBLAwQtAAAACAAAACEAni8mBf//////////CgAUAHhfdGVzdC5ucHkBABAAkAAAAAAAAABKAAAAAAAAAJvs
            F+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6CiZApKmjUKtAHuD6jwYAUEsD
            BC0AAAAIAAAAIQB7sqbA//////////8KABQAeV90ZXN0Lm5weQEAEACBAAAAAAAAAEUAAAAAAAAAm+wX6hsQychQxlCtnpJanFyk
            bqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjqaOgq1ChQALkYAUEsBAi0DLQAAAAgAAAAhAPMyRcN4AAAA
            sAAAAAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4ubnB5UEsBAi0DLQAAAAgAAAAhAGSLaAJHAAAAgwAAAAsAAAAAAAAAAAAAAIAB
            tQAAAHlfdHJhaW4ubnB5UEsBAi0DLQAAAAgAAAAhAJ4vJgVKAAAAkAAAAAoAAAAAAAAAAAAAAIABOQEAAHhfdGVzdC5ucHlQSwEC
            LQMtAAAACAAAACEAe7KmwEUAAACBAAAACgAAAAAAAAAAAAAAgAG/AQAAeV90ZXN0Lm5weVBLBQYAAAAABAAEAOIAAABAAgAAAAA=
            """,
    ]
}
